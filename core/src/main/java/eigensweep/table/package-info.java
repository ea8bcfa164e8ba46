/// Tables and records: columns by name, CSV and JSON, YAML. What a record is written as is written here.
@NullMarked
package eigensweep.table;

import org.jspecify.annotations.NullMarked;
