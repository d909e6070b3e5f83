package dev.numaflow.isbsvc.rendering.secrets;

/**
 * For what the encryption key is needed.
 *
 * @param keyIsUsed whether stored data may be encrypted with it: then it is never replaced by another
 * @param keyIsAdded whether the key Secret records a key that was added to plain data: then it is not deleted, not even for a moment
 */
public record SecretUse(boolean keyIsUsed, boolean keyIsAdded) {}
