"""A document on its way in: address or file in, blocks of words out, then sections with locators.

fetch.py gets the bytes, extract.py has them read in a process of its own (reading.py there), the
readers (read_html.py, read_pdf.py, read_docx.py, read_text.py) make blocks of them, boilerplate.py
takes out what is not the document, sectioning.py makes sections. What becomes of those is not
known here: that is index/add.py.
"""
