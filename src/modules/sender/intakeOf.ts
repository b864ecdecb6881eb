import type { BodyFormat, CallMethod, Handshake, Intake, Sender, Trigger } from '../../store/trigger';
import { senders, type SenderPreset } from './senders';

/** How the calls of a hook are received, presets and defaults filled in. */
export interface EffectiveIntake {
  sender: Sender | null;
  accept: readonly BodyFormat[];
  methods: readonly CallMethod[];
  raw: boolean;
  handshakes: readonly Handshake[];
  /** Null: none. */
  uid: string | null;
  when: string | null;
  otherwise: NonNullable<Intake['otherwise']>;
  forEach: string | null;
}

/** What hooks do that set nothing. */
export const noIntake: Intake = {
  sender: null,
  accept: null,
  methods: null,
  raw: null,
  handshakes: null,
  uid: null,
  when: null,
  otherwise: null,
  forEach: null,
};

const known = new WeakMap<Intake, EffectiveIntake>();

/** Returns how the calls of this hook are received. */
export function intakeOf({ intake = noIntake }: Pick<Trigger, 'intake'>): EffectiveIntake {
  const effective = known.get(intake) ?? resolve({ ...noIntake, ...intake });
  known.set(intake, effective);
  return effective;
}

function resolve(intake: Intake): EffectiveIntake {
  const preset: SenderPreset = intake.sender === null ? {} : senders[intake.sender];
  const choose = (name: 'uid' | 'when' | 'forEach') => (intake[name] ?? preset[name] ?? null) || null;
  return {
    sender: intake.sender,
    accept: intake.accept ?? preset.accept ?? ['JSON'],
    methods: intake.methods ?? preset.methods ?? ['POST'],
    raw: intake.raw ?? false,
    handshakes: intake.handshakes ?? preset.handshakes ?? [],
    uid: choose('uid'),
    when: choose('when'),
    otherwise: intake.otherwise ?? { status: 200, body: null },
    forEach: choose('forEach'),
  };
}
