import { describeProvider } from '@reelwright/provider/conformance';
import { openGuijiRig } from './__testing__/conformance-rig.ts';

describeProvider('Guiji', openGuijiRig);
