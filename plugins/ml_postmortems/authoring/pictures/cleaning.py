"""The door to the formats: content to a picture without metadata, whatever its file is called."""

from __future__ import annotations

from ml_postmortems.authoring.pictures import gif, jpeg, png, webp
from ml_postmortems.authoring.pictures.picture import CleanPicture, PictureRefused


def clean_picture(content: bytes) -> CleanPicture:
    """The picture with what is needed to show it, its pixels unchanged; raises PictureRefused for what is none.

    Kept are the chunks and segments that show the picture, by a list of them. So what is not known is left out: Exif
    with places, XMP, texts, times, profiles, thumbnails, comments, and whatever stands behind the end.
    """
    if content.startswith(png.SIGNATURE):
        return png.clean_png(content)
    if content.startswith(jpeg.SIGNATURE):
        return jpeg.clean_jpeg(content)
    if webp.is_webp(content):
        return webp.clean_webp(content)
    if content.startswith(gif.SIGNATURES):
        return gif.clean_gif(content)
    raise PictureRefused("must be a PNG, JPEG, WebP or GIF picture", "other content", "save it as PNG")
