package dev.holdfast.gateway.http;

import java.io.Serial;

/// A request that is answered with a problem and has changed nothing.
final class Declined extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    Declined(Problem problem) {
        super(problem.detail());
        this.problem = problem;
    }

    Problem problem() {
        return problem;
    }
}
