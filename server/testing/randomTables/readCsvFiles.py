"""Prints the rows of each CSV file as a line of JSON; a JSON list of paths comes on stdin."""
import csv
import json
import sys

csv.field_size_limit(2**31 - 1)

for path in json.load(sys.stdin):
    with open(path, encoding="utf-8-sig", newline="") as file:
        print(json.dumps(list(csv.reader(file, strict=True))))
