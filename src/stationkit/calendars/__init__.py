"""Working days: dated tables with their notices, gazetted or provisional, and the counting of periods of time.

`tables` are the values, `reading` makes them from files, `statutory` says what the law alone gives, `calendar`
answers, `national` holds what came along, `shifts` are a mine's own data, `spans` are lengths of time and the rules of
counting them, `counting` counts. Nothing here knows of hazards or points.
"""
