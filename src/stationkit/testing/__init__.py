"""The author kit: what whoever writes rules or procedures needs to test them. Needs the extra `testing`."""
