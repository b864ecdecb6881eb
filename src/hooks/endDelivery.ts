import type { Delivery } from '../store/delivery';

/** The delivery with its end: the status that it is answered, and what it was refused by. One that was written as ending otherwise is told to be written again. */
export function endDelivery(delivery: Delivery, status: number, refused: { message: string; code: string } | null): Delivery {
  const isAsWritten = status === delivery.status && refused === null && !delivery.hasWaited;
  return Object.assign(delivery, {
    status,
    durationMs: Math.round(performance.now() - delivery.begun),
    error: refused?.message ?? null,
    code: refused?.code ?? null,
    isWritten: delivery.isWritten && (isAsWritten || delivery.id === null),
  });
}
