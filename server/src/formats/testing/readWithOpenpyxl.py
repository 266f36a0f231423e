"""Prints the sheets of each workbook named as JSON: name and rows of values, times as serials."""

import datetime
import json
import sys
import warnings

import openpyxl
from openpyxl.utils.datetime import to_excel

warnings.simplefilter("ignore")


def value_of(cell):
    if cell.data_type == "f":
        return f"formula {cell.value}"
    if isinstance(cell.value, (datetime.datetime, datetime.date)):
        return to_excel(cell.value)
    return cell.value


def sheets_of(path):
    return [
        {"name": sheet.title, "rows": [[value_of(cell) for cell in row] for row in sheet.iter_rows()]}
        for sheet in openpyxl.load_workbook(path)
    ]


json.dump([sheets_of(path) for path in sys.argv[1:]], sys.stdout)
