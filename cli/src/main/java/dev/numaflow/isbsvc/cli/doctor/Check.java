package dev.numaflow.isbsvc.cli.doctor;

import java.util.List;

/** Checks one part of the system. It never writes, and never throws: what it cannot reach is a finding too. */
interface Check {

    /** Returns at least one finding. */
    List<Finding> inspect();
}
