import type { Resolvers } from '../../generated/graphql';
import { intakeOf } from '../sender/intakeOf';
import { parseSample } from './parseSample';
import { triggerProcess } from './triggerProcess';

export const triggerOperations = { triggerProcess };

export const triggerResolvers: Resolvers = {
  Trigger: {
    accept: (trigger) => [...intakeOf(trigger).accept],
    methods: (trigger) => [...intakeOf(trigger).methods],
    raw: (trigger) => intakeOf(trigger).raw,
  },
  Query: {
    parseSample: (_, sample) => parseSample(sample),
  },
};
