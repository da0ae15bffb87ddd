from .square import SIDES
SQUARE_MADE = SIDES
_hidden = hidden = 1
__all__ = ['SQUARE_MADE']
