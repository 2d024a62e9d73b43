"""The shapes of a town's districts: read from a file, put right, matched to districts, drawn. Never where a person is.

A geometry is a GeoJSON Polygon or MultiPolygon as RFC 7946 has it: pairs of longitude and latitude (WGS84, five
decimals, about a metre), rings closed, those outside counterclockwise and those of holes clockwise.
"""
