"""What a scanned text means on this site: items, batches, serial numbers, places, documents.

Front door: `meaning.of`. It names only what the user may read: what they may not read is answered as what is not there. It
books nothing, and where two readings are possible it chooses none.
"""
