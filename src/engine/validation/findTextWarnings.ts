import type { Definition } from '../definition';
import type { Json } from '../state';
import { faultPath, type Fault } from './fault';
import type { Source } from './sourcesIn';

/** Placeholders that nobody fills in: in names of fields, and in texts that are not templates, such as a default. */
export function findTextWarnings(definition: Definition, sources: readonly Source[]): Fault[] {
  const templates = new Set(sources.map(({ path }) => faultPath(path)));
  const warnings: Fault[] = [];
  function visit(value: Json, path: PropertyKey[]): void {
    if (typeof value === 'string') {
      const at = faultPath(path);
      if (hasPlaceholder(value) && !templates.has(at))
        warnings.push({ path: at, message: 'this text is not a template: its {{ … }} stays as it is' });
    } else if (Array.isArray(value)) value.forEach((item, at) => visit(item, [...path, at]));
    else if (typeof value === 'object' && value !== null) {
      for (const [name, field] of Object.entries(value)) {
        const at = [...path, name];
        if (hasPlaceholder(name))
          warnings.push({ path: faultPath(at), message: 'names of fields are not templates: this {{ … }} stays as it is' });
        visit(field, at);
      }
    }
  }
  visit(definition as unknown as Json, []);
  return warnings;
}

function hasPlaceholder(text: string): boolean {
  const start = text.indexOf('{{');
  return start >= 0 && text.includes('}}', start + 2);
}
