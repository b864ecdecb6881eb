import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { limits } from '../limits';

const { value: mostWaiting } = limits.pipelinedCalls;

type Call = [IncomingMessage, ServerResponse & { req: IncomingMessage }];

/** The calls of a connection. */
interface Line {
  isBusy: boolean;
  waiting: Call[];
}

/**
 * Handles the calls of one connection one after the other, as they are answered: Node hands over all that a client has sent at once, a thousand
 * small ones in one step, however many answers are not read. A connection on which too many wait is closed.
 */
export function oneByOne(listener: RequestListener): RequestListener {
  const lines = new WeakMap<Socket, Line>();

  function open(socket: Socket): Line {
    const line: Line = { isBusy: false, waiting: [] };
    lines.set(socket, line);
    socket.once('close', () => line.waiting.splice(0).forEach(([, response]) => drop(response)));
    return line;
  }

  function begin(line: Line, [request, response]: Call): void {
    line.isBusy = true;
    response.once('close', () => {
      line.isBusy = false;
      // Others have their turn in between.
      if (line.waiting.length > 0) setImmediate(next, line);
    });
    listener(request, response);
  }

  function next(line: Line): void {
    const call = line.waiting.shift();
    if (!call) return;
    if (call[0].socket.destroyed) drop(call[1]);
    else begin(line, call);
  }

  return (...call) => {
    const [{ socket }, response] = call;
    const line = lines.get(socket) ?? open(socket);
    if (line.waiting.length === mostWaiting) socket.destroy();
    if (socket.destroyed) drop(response);
    else if (line.isBusy || line.waiting.length > 0) line.waiting.push(call);
    else begin(line, call);
  };
}

/** Node says nothing to an answer whose turn had not come when the connection ended. */
function drop(response: ServerResponse): void {
  response.emit('close');
}
