"""Without processes that share the work (`-n`), the tests of one family run together too, so that it is drawn once."""


def pytest_collection_modifyitems(items):
    """Families in the order in which they come; tests of no family stay where they are."""
    first = {}
    for place, item in enumerate(items):
        first.setdefault(_group(item), place)
    items.sort(key=lambda item: first[_group(item)])


def _group(item):
    marker = item.get_closest_marker("xdist_group")
    return marker.args[0] if marker else item.nodeid
