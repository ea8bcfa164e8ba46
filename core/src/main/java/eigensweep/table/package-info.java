/// Tables and records: columns by name, CSV, JSON and YAML.
///
/// What a record is written as follows from its components: [Fields] has them by name and in order. [Columns]
/// are those of a table's row, which [Tables] writes; [Json] and [YamlText] write an object, [Yaml] reads a
/// recipe. Those that change a result make the keys it is known by; one that does not says so where it is
/// declared ([Field#decides]). [DelimitedText] and [TableRows] read what others wrote.
@NullMarked
package eigensweep.table;

import org.jspecify.annotations.NullMarked;
