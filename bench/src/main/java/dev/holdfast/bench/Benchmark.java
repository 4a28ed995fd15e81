package dev.holdfast.bench;

import java.util.function.Consumer;

/// One set of figures.
public interface Benchmark {
    /// What `./holdfast bench NAME` calls it.
    String name();

    /// One line on what is measured.
    String about();

    /// Measures, and gives each row as soon as it is known.
    void run(Consumer<Row> rows) throws Exception;
}
