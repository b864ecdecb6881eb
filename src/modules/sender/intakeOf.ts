import type { BodyFormat, CallMethod, Intake, Trigger } from '../../store/trigger';

/** How the calls of a hook are received, its defaults filled in. */
export interface EffectiveIntake {
  accept: readonly BodyFormat[];
  methods: readonly CallMethod[];
  raw: boolean;
}

/** What hooks do that set nothing. */
export const noIntake: Intake = { accept: null, methods: null, raw: null };

/** Returns how the calls of this hook are received. */
export function intakeOf({ intake = noIntake }: Pick<Trigger, 'intake'>): EffectiveIntake {
  return {
    accept: intake.accept ?? ['JSON'],
    methods: intake.methods ?? ['POST'],
    raw: intake.raw ?? false,
  };
}
