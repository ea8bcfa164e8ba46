package eigensweep.app.sweep;

import eigensweep.sweep.Share;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Where the results of a sweep are kept, and what is done about those that are there already.
///
/// @param folder that keeps them, or null if none does
/// @param share which part of the layers this machine does
/// @param existing what becomes of another sweep in the folder
/// @param backendNamed whether the user asked for this very backend
public record Keeping(@Nullable Path folder, Share share, Existing existing, boolean backendNamed) {

    /// What becomes of another sweep that is in the folder already.
    enum Existing {
        /// It stays, and this one is refused.
        STAYS,
        /// The same, where there is no way to ask for anything else.
        STAYS_FOR_GOOD,
        /// It is removed, for that was asked for.
        IS_REPLACED
    }

    /// In a folder, or nowhere.
    public static Keeping in(@Nullable Path folder) {
        return new Keeping(folder, Share.WHOLE, Existing.STAYS_FOR_GOOD, false);
    }
}
