package dev.holdfast.gateway.http;

import dev.holdfast.gateway.command.NotWritten;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import java.util.Locale;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/// Every failure leaves as a problem.
final class ProblemMappers {
    private static final Logger LOG = Logger.getLogger(ProblemMappers.class);

    @ServerExceptionMapper
    Response declined(Declined e) {
        return e.problem().toResponse();
    }

    @ServerExceptionMapper
    Response notWritten(NotWritten e) {
        return Problems.of(e.why()).toResponse();
    }

    @ServerExceptionMapper
    Response framework(WebApplicationException e) {
        int status = e.getResponse().getStatus();
        if (status == 413) {
            return Problems.tooLarge().toResponse();
        }
        String reason = e.getResponse().getStatusInfo().getReasonPhrase();
        return Problem.of(
                        status,
                        reason.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-"),
                        reason,
                        "The request was not understood here: " + reason + ".")
                .toResponse();
    }

    @ServerExceptionMapper
    Response bug(Throwable e) {
        LOG.error("a request failed on a bug", e);
        return Problem.of(
                        500,
                        "bug",
                        "The gateway has a bug",
                        "It is in the gateway's log. What became of the request" + " is not known.")
                .toResponse();
    }
}
