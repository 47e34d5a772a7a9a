"""Electronic signatures, signing PINs, and the locking of users who enter wrong passwords.

Front door: `signing.sign`, `signing.signatures_of`, `signed.require_signature`, `signing_pin.set_pin`. It can sign any
document and knows nothing of what the document decides.
"""
