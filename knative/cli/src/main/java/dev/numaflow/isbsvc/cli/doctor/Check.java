package dev.numaflow.isbsvc.cli.doctor;

import java.util.List;

/** Looks at one part of the system. It never writes, and never fails: what it cannot see is a finding too. */
interface Check {

    /** One finding at least. */
    List<Finding> reconcile();
}
