"""Who signed what: electronic signatures, signing PINs, and the locking out of whoever guesses.

Front door: `signing.sign`, `signing.signatures_of`, `signed.require_signature`, `signing_pin.set_pin`. It knows how to sign any
document, and not what the document decides.
"""
