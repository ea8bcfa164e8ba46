package eigensweep.lab.embedding;

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

    /// Why a native library cannot be loaded, and what may help.
    public static String cannotBeLoaded(Throwable problem) {
        Throwable cause = problem;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String words = cause == problem ? "" : ": " + cause;
        return "cannot be loaded (" + problem.getMessage() + words + "); is there room in "
                + System.getProperty("DJL_CACHE_DIR", Cache.folder().toString()) + " and, for a while, in "
                + System.getProperty("java.io.tmpdir") + ", and may libraries be loaded from there?"
                + " EIGENSWEEP_CACHE and TMPDIR name other folders";
    }

    /// Sets a system property that the user has set neither as one nor in the environment.
    public static void setUnlessSet(String property, String value) {
        if (System.getProperty(property) == null && System.getenv(property) == null) {
            System.setProperty(property, value);
        }
    }
}
