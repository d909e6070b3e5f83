package dev.numaflow.isbsvc.local.node;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** The capacity of this machine. */
record Machine(int processors, long memory) {
    static Machine ofThisJvm() {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return new Machine(Runtime.getRuntime().availableProcessors(), system.getTotalMemorySize());
    }
}
