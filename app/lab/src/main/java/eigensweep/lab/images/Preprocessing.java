package eigensweep.lab.images;

/// What a network wants done to an image before it sees it, as torchvision's `Resize` and `CenterCrop` do it.
///
/// @param resize the shorter side after scaling, in pixels; the longer keeps its proportion, rounded down
/// @param crop side of the square that is cut from the middle; at most `resize`
/// @param resampling how it is scaled
/// @param normalisation how bytes become numbers
public record Preprocessing(int resize, int crop, Resampling resampling, Normalisation normalisation) {

    /// What torchvision's ImageNet models expect: the shorter side to 256, 224 x 224 from the middle.
    public static final Preprocessing IMAGENET =
            new Preprocessing(256, 224, Resampling.BILINEAR, Normalisation.IMAGENET);

    public Preprocessing {
        if (crop < 1 || crop > resize) {
            throw new IllegalArgumentException("a square of " + crop + " cannot be cut from a side of " + resize);
        }
    }

    /// The scaled and cropped image, in red, green and blue.
    public Image apply(Image image) {
        ImageShape shape = image.shape();
        boolean upright = shape.height() >= shape.width();
        int shorter = Math.min(shape.height(), shape.width());
        long exact = (long) resize * Math.max(shape.height(), shape.width()) / shorter;
        int longer = Math.toIntExact(exact);
        int height = upright ? longer : resize;
        int width = upright ? resize : longer;
        Image scaled = resampling.resize(image.rgb(), height, width);
        return scaled.crop(middle(height), middle(width), crop, crop);
    }

    /// Where the middle part starts: half the rest, halves to the even side, as Python rounds.
    private int middle(int side) {
        return (int) Math.rint((side - crop) / 2.0);
    }
}
