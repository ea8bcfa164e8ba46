package eigensweep.lab.images;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The kinds of image files, told by how they start, whatever their names say; only those without a mark of their own
/// are told by their names. Those that are not decoded are known so that they can be named.
enum ImageKind {
    PNG("PNG"),
    JPEG("JPEG"),
    BMP("BMP"),
    GIF("GIF"),
    TIFF("TIFF"),
    WEBP("WebP"),
    LOSSY_WEBP("lossy WebP"),
    BIG_TIFF("BigTIFF"),
    RAW("camera raw"),
    AVIF("AVIF"),
    HEIC("HEIC"),
    JPEG_XL("JPEG XL"),
    JPEG_2000("JPEG 2000"),
    PHOTOSHOP("Photoshop"),
    ICON("ICO"),
    SVG("SVG"),
    OPEN_EXR("OpenEXR"),
    RADIANCE("Radiance HDR"),
    DDS("DDS"),
    QOI("QOI"),
    NETPBM("PPM"),
    TARGA("TGA"),
    PCX("PCX");

    /// Bytes from which a kind is told.
    static final int START = 4096;

    private static final Set<ImageKind> DECODED = Set.of(PNG, JPEG, BMP, GIF, TIFF, WEBP);
    private static final Set<String> DECODED_ENDINGS =
            Set.of("png", "jpg", "jpeg", "bmp", "gif", "tif", "tiff", "webp");
    private static final Set<String> RAW_ENDINGS =
            Set.of("dng", "cr2", "cr3", "crw", "nef", "arw", "orf", "rw2", "raf", "pef", "srw");
    private static final List<Integer> BMP_HEADERS = List.of(12, 40, 52, 56, 64, 108, 124);

    private final String words;

    ImageKind(String words) {
        this.words = words;
    }

    /// What people call it.
    String words() {
        return words;
    }

    /// Whether images of this kind are decoded.
    boolean isDecoded() {
        return DECODED.contains(this);
    }

    /// Whether a file is called like an image that is decoded.
    static boolean isNamedSo(String name) {
        return DECODED_ENDINGS.contains(ending(name));
    }

    private static String ending(String name) {
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    /// The kind of a file, or null if it is no image that is known.
    ///
    /// @param start its first bytes, [#START] or all there are
    static @Nullable ImageKind of(byte[] start, String name) {
        String text = new String(start, StandardCharsets.ISO_8859_1);
        if (RAW_ENDINGS.contains(ending(name))) {
            return RAW;
        }
        if (text.startsWith("RIFF") && text.startsWith("WEBP", 8)) {
            return text.startsWith("VP8 ", 12) ? LOSSY_WEBP : WEBP;
        }
        if (text.startsWith("ftyp", 4)) {
            return ofBrand(text);
        }
        ImageKind marked = ofMark(text);
        return marked == null ? ofName(text, ending(name)) : marked;
    }

    private static @Nullable ImageKind ofMark(String text) {
        if (text.startsWith("BM")) {
            return text.length() >= 18 && BMP_HEADERS.contains((int) text.charAt(14)) ? BMP : null;
        }
        record Mark(String bytes, ImageKind kind) {}
        return List.of(
                        new Mark("\u0089PNG", PNG),
                        new Mark("\u00ff\u00d8\u00ff", JPEG),
                        new Mark("GIF8", GIF),
                        new Mark("II*\0", TIFF),
                        new Mark("MM\0*", TIFF),
                        new Mark("II+\0", BIG_TIFF),
                        new Mark("MM\0+", BIG_TIFF),
                        new Mark("\0\0\0\fJXL ", JPEG_XL),
                        new Mark("\0\0\0\fjP  ", JPEG_2000),
                        new Mark("\u00ff\u004f\u00ff\u0051", JPEG_2000),
                        new Mark("8BPS", PHOTOSHOP),
                        new Mark("v/1\u0001", OPEN_EXR),
                        new Mark("#?RADIANCE", RADIANCE),
                        new Mark("DDS ", DDS),
                        new Mark("qoif", QOI))
                .stream()
                .filter(mark -> text.startsWith(mark.bytes()))
                .map(Mark::kind)
                .findFirst()
                .orElse(null);
    }

    private static @Nullable ImageKind ofBrand(String text) {
        String brands = text.substring(8, Math.min(text.length(), 40));
        return brands.contains("avif") || brands.contains("avis")
                ? AVIF
                : brands.contains("hei")
                                || brands.contains("hev")
                                || brands.startsWith("mif1")
                                || brands.startsWith("msf1")
                        ? HEIC
                        : null;
    }

    private static @Nullable ImageKind ofName(String text, String ending) {
        return switch (ending) {
            case "svg", "svgz" -> SVG;
            case "ico", "cur" -> ICON;
            case "heic", "heif" -> HEIC;
            case "avif" -> AVIF;
            case "jxl" -> JPEG_XL;
            case "jp2", "j2k" -> JPEG_2000;
            case "psd" -> PHOTOSHOP;
            case "ppm", "pgm", "pbm", "pnm" -> NETPBM;
            case "tga" -> TARGA;
            case "pcx" -> PCX;
            default ->
                text.stripLeading().startsWith("<svg")
                                || (text.stripLeading().startsWith("<?xml") && text.contains("<svg"))
                        ? SVG
                        : null;
        };
    }
}
