/// Studies: trials, their results, tables, figures and report.
///
/// What a study keeps for itself alone, its plan and the results of its trials, is written and read back by Jackson's
/// mapper under Java's names: records in lists in records, which nobody else reads. `eigensweep.table` reads back flat
/// rows and recipes only, and names what people and programs see.
@NullMarked
package eigensweep.lab.study;

import org.jspecify.annotations.NullMarked;
