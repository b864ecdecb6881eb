import type { Resolvers } from '../../generated/graphql';
import { parseSample } from './parseSample';
import { triggerProcess } from './triggerProcess';

export const triggerOperations = { triggerProcess };

export const triggerResolvers: Resolvers = {
  Query: {
    parseSample: (_, sample) => parseSample(sample),
  },
};
