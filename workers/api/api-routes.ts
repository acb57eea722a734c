import { router } from './api-env.ts';
import { apiKeyRoutes } from './routes/api-keys.ts';
import { auditLogRoutes } from './routes/audit-log.ts';
import { authRoutes } from './routes/auth.ts';
import { chatRoutes } from './routes/chat.ts';
import { chatSettingsRoutes } from './routes/chat-settings.ts';
import { deadLetterRoutes } from './routes/dead-letters.ts';
import { documentRoutes } from './routes/documents.ts';
import { eventRoutes } from './routes/events.ts';
import { helpRequestRoutes } from './routes/help-requests.ts';
import { jobRoutes } from './routes/jobs.ts';
import { mcpRoutes } from './routes/mcp.ts';
import { metricsRoutes } from './routes/metrics.ts';
import { orderSettingsRoutes } from './routes/order-settings.ts';
import { orderRoutes } from './routes/orders.ts';
import { productImageRoutes } from './routes/pictures.ts';
import { productRoutes } from './routes/products.ts';
import { promotionRoutes } from './routes/promotions.ts';
import { quoteRoutes } from './routes/quotes.ts';
import { searchRoutes } from './routes/search.ts';
import { searchSettingsRoutes } from './routes/search-settings.ts';
import { sessionRoutes } from './routes/sessions.ts';
import { shopRoutes } from './routes/shops.ts';
import { synonymsRoutes } from './routes/synonyms.ts';
import { systemRoutes } from './routes/system.ts';
import { userRoutes } from './routes/users.ts';
import { webhookDeliveryRoutes } from './routes/webhook-deliveries.ts';
import { webhookEndpointRoutes } from './routes/webhook-endpoints.ts';

/** Every resource's routes, one list for the app and the document. */
export const apiRoutes = () =>
  router()
    .route('/', systemRoutes())
    .route('/', metricsRoutes())
    .route('/', authRoutes())
    .route('/', sessionRoutes())
    .route('/', shopRoutes())
    .route('/', productRoutes())
    .route('/', productImageRoutes())
    .route('/', documentRoutes())
    .route('/', searchRoutes())
    .route('/', searchSettingsRoutes())
    .route('/', synonymsRoutes())
    .route('/', promotionRoutes())
    .route('/', quoteRoutes())
    .route('/', orderRoutes())
    .route('/', helpRequestRoutes())
    .route('/', orderSettingsRoutes())
    .route('/', jobRoutes())
    .route('/', deadLetterRoutes())
    .route('/', eventRoutes())
    // Before the conversations: `usage` is no id.
    .route('/', chatSettingsRoutes())
    .route('/', chatRoutes())
    .route('/', mcpRoutes())
    .route('/', userRoutes())
    .route('/', apiKeyRoutes())
    .route('/', auditLogRoutes())
    .route('/', webhookEndpointRoutes())
    .route('/', webhookDeliveryRoutes());
