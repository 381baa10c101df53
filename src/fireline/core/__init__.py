"""Words of the house: standard library and pydantic only."""
