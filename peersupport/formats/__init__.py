"""How dates are written where Django's own way of a language is another than this site's."""
