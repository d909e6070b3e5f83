package dev.numaflow.isbsvc.rendering.children;

import dev.numaflow.isbsvc.rendering.conf.NatsConf.Block;
import dev.numaflow.isbsvc.rendering.validation.ValidService;
import java.util.Optional;

/**
 * The configuration of servers that Numaflow's controller started, while their pods are kept.
 *
 * @param conf with the desired values; in the order of the live one, where that has them
 * @param kept the live text, where it has the desired values: a write of them in another form would be a reload for nothing
 */
record AdoptedConf(Block conf, Optional<String> kept) {

    static AdoptedConf of(ValidService service, Running running) {
        Optional<Block> live = running.liveConf();
        Block desired = desired(service, running, live);
        Optional<Block> same = live.filter(desired::equals);
        return new AdoptedConf(same.orElse(desired), same.flatMap(any -> running.adoptedConf()));
    }

    /** An earlier version that adopted no pods gave them our configuration; servers refuse to reload without what it allows, too. */
    private static Block desired(ValidService service, Running running, Optional<Block> live) {
        boolean isOurs = running.adopted().isEmpty()
                && live.filter(ServerConf::allowsNonTls).isPresent();
        return isOurs ? ServerConf.render(service) : ServerConf.ofNumaflow(service);
    }
}
