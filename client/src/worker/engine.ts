/** The engine: the build makes this a file that runs when it is first asked for. */
export const loadEngine = () => import("../sync/engine");
