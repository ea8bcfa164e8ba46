/// The structure of HDF5 files: groups, attributes, and where the elements of data sets are. Written after
/// the HDF5 File Format Specification, version 4.0; nothing of a file is believed, and none can make it take
/// long.
@NullMarked
package eigensweep.hdf5;

import org.jspecify.annotations.NullMarked;
