"""What a screen can be asked to show and to ask, in plain data: no screen draws here."""
