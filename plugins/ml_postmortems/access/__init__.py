"""How every entrance (command, plugin, script) gets at the records: one function for each kind of reader.

What a reader may see, what is published and what counts is decided here and nowhere else.
"""
