"""The bundled reports; where their facts come from is said in NOTICE beside this file."""
