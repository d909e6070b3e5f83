package dev.numaflow.isbsvc.rendering.secrets;

/**
 * For what the Secrets are needed.
 *
 * @param keyIsUsed whether stored data may be encrypted with it: then it is never replaced by another
 * @param keyIsAdded whether the key Secret records a key that was added to plain data: then it is left as it is
 * @param certificatesStay whether servers that run would not load others: pods that Numaflow's controller made watch no certificates
 */
public record SecretUse(boolean keyIsUsed, boolean keyIsAdded, boolean certificatesStay) {}
