import { sql } from '../../sql';
import { refusal } from '../../errors';
import type { ReplayDeliveryInput } from '../../generated/graphql';
import { toGlobalId, idKey } from '../../relay/globalId';
import { administer } from '../audit/audited';
import { deliveryColumns, loadDeliveryRow } from './delivery';
import type { WholeDelivery, DeliveryRow } from '../../store/delivery/delivery';

/**
 * Runs a delivery again, as a new one. Who asks for it is written down before: what comes of it is the new delivery's to tell. Throws
 * DELIVERY_NOT_FOUND, DELIVERY_NOT_WHOLE, DELIVERY_WITHOUT_HOOK, ID_INVALID.
 */
export const replayDelivery = administer<ReplayDeliveryInput, { delivery: DeliveryRow }>(
  'replayDelivery',
  async (context, input, change) => {
    const force = input.force ?? false;
    const delivery = input.id;
    const { row, id } = await change(async (tx, audit) => {
      const key = idKey('id', delivery, 'Delivery')?.[0] ?? 0;
      const [found] = await tx.$queryRaw<WholeDelivery[]>(
        sql`SELECT ${deliveryColumns}, d.headers, d.body FROM delivery d WHERE d.id = ${key}`,
      );
      if (!found) throw refusal('DELIVERY_NOT_FOUND', { delivery });
      const { applicationId } = found;
      const application = applicationId === null ? null : await tx.application.findUnique({ where: { id: applicationId } });
      if (!application) throw refusal('DELIVERY_WITHOUT_HOOK', { delivery });
      if (!found.isWhole) throw refusal('DELIVERY_NOT_WHOLE', { delivery });
      const [next] = await tx.$queryRaw<{ id: number }[]>(sql`SELECT nextval('delivery_id_seq')::float8 AS id`);
      if (!next) throw new Error('A sequence gave nothing');
      const name = `${found.operation ?? found.path} through ${application.name}`;
      audit({ type: 'Delivery', id: key, name }, null, { replayedAs: toGlobalId('Delivery', next.id), force });
      return { row: found, id: next.id };
    });
    if (!context.replay) throw new Error('This server process does not answer hooks');
    await context.replay(row, { id, force });
    const replayed = await loadDeliveryRow(context, id);
    if (!replayed) throw new Error(`The replay ${id} of delivery ${row.id} was not entered`);
    return { delivery: replayed };
  },
);
