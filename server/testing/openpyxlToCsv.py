# Writes each sheet of a workbook but the last one as <folder>/sheet<n>.csv, dates in ISO form.
#
#   python3 openpyxlToCsv.py <workbook.xlsx> <folder>
import csv
import sys
from datetime import datetime

import openpyxl

workbook = openpyxl.load_workbook(sys.argv[1], read_only=True)
for number, sheet in enumerate(workbook.worksheets[:-1], start=1):
    with open(f"{sys.argv[2]}/sheet{number}.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        for row in sheet.iter_rows(values_only=True):
            writer.writerow(
                value.isoformat(" ") if isinstance(value, datetime) else value for value in row
            )
