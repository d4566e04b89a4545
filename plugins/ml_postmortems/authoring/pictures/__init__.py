"""Pictures without what a camera, a screen or an editor wrote into them: one module a format, and one door to them."""
