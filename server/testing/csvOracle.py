"""Reads CSV files in every way that the tests compare with; a JSON list of files comes on stdin.

Prints a line of JSON for each file: for each delimiter, its readings. A reading in which all records
have the same number of fields has these; others have only the line and length of the first record
and of some that differ from it. A reading that equals the strict one says so.
"""
import csv
import io
import json
import sys

csv.field_size_limit(2**31 - 1)


def reading(text, **options):
    reader = csv.reader(io.StringIO(text, newline=""), **options)
    rows, lines = [], []
    end = 0
    try:
        for row in reader:
            rows.append(row)
            lines.append(end + 1)
            end = reader.line_num
    except csv.Error as error:
        return {"error": str(error), "line": end + 1}
    width = len(rows[0]) if rows else 0
    if width == 1:
        rows = [row or [""] for row in rows]
    filled = [row for row in rows if row]
    if filled and rows[0] and all(len(row) == width for row in filled):
        return {"rows": filled, "spans": any("\n" in f or "\r" in f for row in filled for f in row)}
    records = [[line, len(row)] for line, row in zip(lines, rows)]
    odd = [record for record in records[1:] if record[1] not in (0, width)]
    return {"records": records[:1] + odd[:10]}


def readings(file):
    with open(file["path"], encoding=file["encoding"], errors="replace", newline="") as opened:
        text = opened.read()[file["skip"] :]
    return {delimiter: readings_by(text, delimiter) for delimiter in ",;\t|"}


def readings_by(text, delimiter):
    strict = reading(text, delimiter=delimiter, strict=True)
    others = {
        "spaced": reading(text, delimiter=delimiter, skipinitialspace=True),
        "none": reading(text, delimiter=delimiter, quoting=csv.QUOTE_NONE),
    }
    same = {name: "strict" if other == strict else other for name, other in others.items()}
    return {"strict": strict, **same}


for file in json.load(sys.stdin):
    print(json.dumps(readings(file)))
