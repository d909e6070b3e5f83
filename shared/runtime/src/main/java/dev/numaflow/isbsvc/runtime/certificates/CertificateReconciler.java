package dev.numaflow.isbsvc.runtime.certificates;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.numaflow.isbsvc.rendering.children.Running;
import dev.numaflow.isbsvc.rendering.children.SecretData;
import dev.numaflow.isbsvc.rendering.naming.Keys;
import dev.numaflow.isbsvc.rendering.naming.Names;
import dev.numaflow.isbsvc.rendering.secrets.CertificateDecider;
import dev.numaflow.isbsvc.rendering.secrets.CertificateState.Requested;
import dev.numaflow.isbsvc.rendering.secrets.CertificateStep;
import dev.numaflow.isbsvc.runtime.cluster.ClusterWriter;
import dev.numaflow.isbsvc.runtime.cluster.ObjectMetas;
import dev.numaflow.isbsvc.runtime.cluster.ServiceLease;
import dev.numaflow.isbsvc.runtime.cluster.StatefulSets;
import dev.numaflow.isbsvc.runtime.cluster.WriteResult;
import dev.numaflow.isbsvc.runtime.event.EventBatch;
import dev.numaflow.isbsvc.runtime.isbsvc.LiveService;
import dev.numaflow.isbsvc.runtime.nats.Monitoring;
import dev.numaflow.isbsvc.runtime.secrets.CertificateAuthority;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/**
 * Renews the certificates of a service before they end, and takes those of a user's own Secret, one step for each event and without a pod
 * that restarts. How far it is follows from the server Secret, so a run may end anywhere (invariant 8).
 */
@Singleton
public class CertificateReconciler {

    private static final int LAST = 3;

    /** What was prepared is given up. */
    private static final int NONE = 0;

    private static final String NOT_WRITTEN =
            "the server Secret was not written, because somebody else wrote it meanwhile";

    private final ClusterWriter cluster;
    private final ServiceLease leases;
    private final Monitoring monitoring;
    private final CertificateReport report;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    @Inject
    public CertificateReconciler(
            ClusterWriter cluster, ServiceLease leases, Monitoring monitoring, CertificateReport report, Clock clock) {
        this.cluster = cluster;
        this.leases = leases;
        this.monitoring = monitoring;
        this.report = report;
        this.clock = clock;
    }

    /**
     * Takes the next step, if one is due.
     *
     * @param isBusy whether something else of the service was found to be changed by this run
     * @return what it waits for that no event will report; empty where there is no such thing
     */
    public Optional<String> reconcile(LiveService service, EventBatch batch, boolean isBusy) {
        Optional<CertificateView> look =
                CertificateCheck.isToBeLookedAt(service, batch) ? look(service, isBusy) : Optional.empty();
        if (look.isEmpty()) {
            return Optional.empty();
        }
        CertificateStep step = look.get().next(clock.instant());
        if (step instanceof CertificateStep.Wait wait) {
            report.going(service, wait.message());
            return Optional.of(wait.message());
        }
        if (step instanceof CertificateStep.Idle) {
            return rest(service, look.get());
        }
        return underLease(service, isBusy);
    }

    /** While something else of the service is waited for: what cannot wait begins, and nothing goes on. */
    public void renewLate(LiveService service, EventBatch batch) {
        Optional<CertificateView> look =
                CertificateCheck.isToBeLookedAt(service, batch) ? look(service, true) : Optional.empty();
        if (look.filter(seen -> seen.live().step() == 0 && seen.next(clock.instant()) instanceof CertificateStep.Begin)
                .isPresent()) {
            underLease(service, true);
        }
    }

    /** Take it, read and check again, act (invariant 13): meanwhile it may be paused, or something else has begun. */
    private Optional<String> underLease(LiveService service, boolean isBusy) {
        try (ServiceLease.Held lease = leases.take(service.tree())) {
            Optional<LiveService> again = service.again(cluster).filter(CertificateCheck::isGoing);
            Optional<CertificateView> look = again.flatMap(live -> look(live, isBusy));
            Optional<CertificateStep> step = look.map(seen -> seen.next(clock.instant()));
            lease.check();
            return step.flatMap(next -> act(again.get(), look.get(), next));
        }
    }

    /** Notes what is seen, so that `repair` sees in metadata when something is due. */
    private Optional<String> rest(LiveService service, CertificateView look) {
        CertificateEdits edits = edits(look);
        if (!look.asks()) {
            edits.seen(look.notes().secret());
        }
        if (look.requested() instanceof Requested.Same) {
            edits.taken(SecretData.text(look.live().server(), Keys.CERT));
        }
        // Without TLS nobody asks how long they are valid; but what is noted as due would be looked at each minute.
        boolean isNoted = look.areUsed() || look.notes().isDue(clock.instant());
        ObjectNode noted = edits.noted();
        if (isNoted && !noted.equals(look.live().server())) {
            cluster.replace(noted);
        }
        report.resting(service, look.areUsed(), look.live(), look.requested());
        return Optional.empty();
    }

    /** @return why it is not done; empty where it is */
    private Optional<String> act(LiveService service, CertificateView look, CertificateStep step) {
        if (step instanceof CertificateStep.Begin begin) {
            return begin(service, look, begin);
        }
        if (step instanceof CertificateStep.Issue) {
            return write(service, look, edits(look).issued(), 2);
        }
        if (step instanceof CertificateStep.Finish) {
            return write(service, look, edits(look).finished(), LAST);
        }
        return step instanceof CertificateStep.Abandon
                ? write(service, look, edits(look).abandoned(), NONE)
                : Optional.empty();
    }

    private Optional<String> begin(LiveService service, CertificateView look, CertificateStep.Begin begin) {
        Instant now = clock.instant();
        CertificateEdits edits = edits(look);
        if (look.isAnswered(begin)) {
            edits.seen(look.notes().secret());
        }
        ObjectNode begun = CertificateChange.begun(
                begin,
                edits,
                look.live().authority().filter(held -> !begin.newAuthority()),
                () -> new CertificateAuthority(random, now),
                service.names(),
                look.secret().values());
        return write(service, look, begun, begin.staged() ? 1 : LAST);
    }

    /** Only onto what the decision was made from. @param step that is taken */
    private Optional<String> write(LiveService service, CertificateView look, ObjectNode secret, int step) {
        boolean isLast = step == LAST || step == NONE;
        if (isLast && look.areUsed() && !CertificateCheck.isReportedUnderWay(service)) {
            // Should this end after the write, the status shows that it is to be looked at again.
            report.going(service, "change of certificates: it ends");
        }
        WriteResult written = cluster.replace(secret);
        if (written instanceof WriteResult.Rejected) {
            // Without the API server's words, which may quote what was written.
            String why = "change of certificates: Secret " + service.names().serverSecret()
                    + " cannot be written: it is immutable, or a policy of the cluster refuses it";
            report.rejected(service, why);
            return Optional.empty();
        }
        if (!(written instanceof WriteResult.Done)) {
            return Optional.of(NOT_WRITTEN);
        }
        LiveCertificates now = LiveCertificates.of(secret, random, clock.instant());
        if (step == LAST) {
            report.changed(service, now);
        }
        if (isLast) {
            boolean isRefused = look.requested() instanceof Requested.Refused;
            // As it was just reported: what is written is what differs from that.
            LiveService reported = service.again(cluster).orElse(service);
            report.resting(reported, look.areUsed(), now, isRefused ? look.requested() : new Requested.Same());
        } else {
            report.going(
                    service,
                    CertificateDecider.PLACE.formatted(step)
                            + (step == 1
                                    ? "the servers get to know both authorities"
                                    : "the servers get the other certificates"));
        }
        return Optional.empty();
    }

    /** Nothing where the Secret or the servers are lost: they are made again first. */
    private Optional<CertificateView> look(LiveService service, boolean isBusy) {
        Names names = service.names();
        Optional<JsonNode> server = CertificateCheck.serverSecret(cluster, names);
        Optional<JsonNode> set =
                StatefulSets.find(cluster, names).filter(live -> ObjectMetas.isControlledBy(live, service.uid()));
        if (server.isEmpty() || set.isEmpty()) {
            return Optional.empty();
        }
        CertificateDecider.Servers servers = new PresentedCertificates(
                monitoring,
                names,
                Running.replicas(set.get()),
                PemCertificates.in(SecretData.text(server.get(), Keys.CERT)));
        return Optional.of(CertificateView.of(
                cluster,
                service,
                set.get(),
                LiveCertificates.of(server.get(), random, clock.instant()),
                isBusy || CertificateCheck.isInSteps(service),
                servers,
                clock.instant()));
    }

    private CertificateEdits edits(CertificateView look) {
        return new CertificateEdits(look.live().server(), random, clock.instant());
    }
}
