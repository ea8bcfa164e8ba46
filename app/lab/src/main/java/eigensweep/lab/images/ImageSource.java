package eigensweep.lab.images;

import java.security.MessageDigest;

/// Where the images of a data set lie. May be asked by several threads at once.
public interface ImageSource {

    /// Reads and decodes an image.
    ///
    /// @throws DataException if it cannot be read
    Image read(int index);

    /// What people call an image: its file, or its number in a file.
    String name(int index);

    /// Hashes what an image is made of, without decoding it.
    ///
    /// @throws DataException if it cannot be read
    void digest(int index, MessageDigest digest);
}
