"""The methods of the Web API, one theme a file."""
