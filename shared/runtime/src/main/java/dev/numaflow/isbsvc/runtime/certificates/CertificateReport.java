package dev.numaflow.isbsvc.runtime.certificates;

import dev.numaflow.isbsvc.rendering.secrets.CertificateKeys;
import dev.numaflow.isbsvc.rendering.secrets.CertificateState.Requested;
import dev.numaflow.isbsvc.rendering.status.Fact;
import dev.numaflow.isbsvc.rendering.status.Facts;
import dev.numaflow.isbsvc.rendering.status.Reason;
import dev.numaflow.isbsvc.runtime.isbsvc.LiveService;
import dev.numaflow.isbsvc.runtime.status.EventMessage;
import dev.numaflow.isbsvc.runtime.status.EventRecorder;
import dev.numaflow.isbsvc.runtime.status.StatusWriter;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;

/** Reports how long certificates are valid, and what becomes of them. Never what a Secret holds (invariant 12). */
@Singleton
public class CertificateReport {

    private final StatusWriter status;
    private final EventRecorder recorder;
    private final Clock clock;

    @Inject
    public CertificateReport(StatusWriter status, EventRecorder recorder, Clock clock) {
        this.status = status;
        this.recorder = recorder;
        this.clock = clock;
    }

    /** A change of them is under way. */
    void going(LiveService service, String message) {
        write(service, new Fact.Certificates(Fact.Certificates.RENEWING, message), List.of());
    }

    /** The server Secret cannot be written, now and by repetition. */
    void rejected(LiveService service, String message) {
        write(service, new Fact.Certificates(Fact.Certificates.NOT_WRITTEN, message), List.of());
    }

    /** One is done. */
    void changed(LiveService service, LiveCertificates now) {
        recorder.record(
                service.tree(),
                new EventMessage(Reason.CERTIFICATES_RENEWED, "the servers get other certificates, " + valid(now))
                        .happenedAt(clock.instant()));
    }

    /** Nothing is to be done. */
    void resting(LiveService service, boolean areUsed, LiveCertificates live, Requested requested) {
        String refused = requested instanceof Requested.Refused bad
                ? "the certificate of the user's Secret is not taken, and what clients see stays: " + bad.why()
                : "";
        List<EventMessage> messages =
                refused.isEmpty() ? List.of() : List.of(new EventMessage(Reason.TLS_SECRET_REFUSED, refused));
        if (!refused.isEmpty()) {
            write(service, new Fact.Certificates(Fact.Certificates.REFUSED, refused), messages);
        } else if (!areUsed) {
            write(service, new Fact.WithoutCertificates(), messages);
        } else if (live.leaves().size() < CertificateKeys.values().length) {
            write(
                    service,
                    new Fact.Certificates(
                            Fact.Certificates.UNREADABLE,
                            "certificates in Secret " + service.names().serverSecret() + " cannot be read"),
                    messages);
        } else {
            write(service, new Fact.Certificates(Fact.Certificates.VALID, valid(live)), messages);
        }
    }

    private static String valid(LiveCertificates live) {
        String valid = "valid until " + live.ends().orElseThrow();
        String renewed =
                live.renew().map(renew -> ", renewed from " + renew + " on").orElse("");
        return valid
                + renewed
                + live.copyEnds()
                        .map(end -> ", clients see the one of the user's Secret, valid until " + end)
                        .orElse("");
    }

    private void write(LiveService service, Fact fact, List<EventMessage> messages) {
        status.write(
                service.tree(), new Facts(service.metadataAndStatus().generation(), true, List.of(fact)), messages);
    }
}
