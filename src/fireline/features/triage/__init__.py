"""Reports: what somebody noticed and is not an incident yet; people accept, merge or decline it."""
