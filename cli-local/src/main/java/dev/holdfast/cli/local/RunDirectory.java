package dev.holdfast.cli.local;

import java.nio.file.Path;

/// The directory that belongs to one local run: each process works in a directory of its own name and writes to
/// `logs/NAME.log`.
///
/// @param installation the programs that are run
/// @param path absolute; created when the first process starts
public record RunDirectory(Installation installation, Path path) {
    public RunDirectory {
        path = path.toAbsolutePath().normalize();
    }

    public Path of(String process) {
        return path.resolve(process);
    }

    public Path logOf(String process) {
        return path.resolve("logs").resolve(process + ".log");
    }
}
