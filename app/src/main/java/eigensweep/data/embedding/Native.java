package eigensweep.data.embedding;

import eigensweep.files.Cache;

/// Where DJL unpacks its native libraries, and that it fetches nothing. It reads both from system properties,
/// once.
public final class Native {

    private Native() {}

    /// To be called before DJL is touched. What the user has set stays.
    public static void settle() {
        setUnlessSet("DJL_CACHE_DIR", Cache.folder().resolve("djl").toString());
        setUnlessSet("ai.djl.offline", "true");
        setUnlessSet("OPT_OUT_TRACKING", "true");
    }

    /// Sets a system property that the user has set neither as one nor in the environment.
    public static void setUnlessSet(String property, String value) {
        if (System.getProperty(property) == null && System.getenv(property) == null) {
            System.setProperty(property, value);
        }
    }
}
