package eigensweep.natives;

import eigensweep.linalg.BackendException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A shared library on disk with everything it needs: opened as a whole or not at all.
///
/// @param name for people
/// @param dependencies libraries to load first, in order
/// @param library the library itself
record NativeLibrary(String name, List<Path> dependencies, Path library) {

    /// Opens the library without binding anything to it.
    ///
    /// @param symbols functions that must be there
    /// @return why it cannot be used, or nothing if it can
    Optional<String> problem(List<String> symbols) {
        try {
            SymbolLookup lookup = lookup();
            return symbols.stream()
                    .filter(symbol -> lookup.find(symbol).isEmpty())
                    .findFirst()
                    .map(missing -> library + " lacks the function " + missing);
        } catch (IllegalArgumentException e) {
            return Optional.of(library + " cannot be loaded: " + e.getMessage());
        }
    }

    /// The library's own functions, whatever else is loaded.
    SymbolLookup lookup() {
        for (Path dependency : dependencies) {
            SymbolLookup.libraryLookup(dependency, Arena.global());
        }
        return SymbolLookup.libraryLookup(library, Arena.global());
    }

    /// Makes generated bindings resolve to this library.
    void bind() {
        try {
            dependencies.forEach(dependency -> System.load(dependency.toString()));
            System.load(library.toString());
        } catch (UnsatisfiedLinkError e) {
            throw new BackendException(name + " cannot be loaded: " + e.getMessage(), e);
        }
    }
}
