package eigensweep.table;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The name of a component's column, where it does not follow from the component's own name: WeightWatcher writes
/// `W_scale` and `detX_num`. On a nested record, what the names of all its columns begin with.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface ColumnName {

    /// The name, or its beginning.
    String value();
}
