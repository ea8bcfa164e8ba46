package eigensweep.table;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// How a component of a record is written, where that does not follow from the component itself: `logSpectralNorm` is
/// `log_spectral_norm`, and a nested record an object of its own, or in a table columns among the others.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Field {

    /// Its name: WeightWatcher writes `W_scale` and `detX_num`. In a table, what the columns of a nested record begin
    /// with.
    String value() default "";

    /// Whether what a nested record has stands among what its owner has.
    boolean flat() default false;

    /// Whether it is left out where there is nothing: null, or empty.
    boolean sparse() default false;

    /// Whether it is written at all.
    boolean written() default true;

    /// Whether a result depends on it, so that it belongs to the result's key.
    boolean decides() default true;

    /// Of an option, whether it says what numbers are of, so that those of another value cannot be compared with them.
    boolean means() default false;

    /// Of an option, whether it is a seed, on which a result depends only where something is random.
    boolean seed() default false;

    /// Of a list, what it holds, for people; where it is empty, what its type says: `whole numbers`.
    String holds() default "";

    /// Of an option, the flag that stands for its second value; no flag stands for the first.
    String flag() default "";

    /// Of an option, the value under which it is as if it were not there.
    String off() default "";
}
